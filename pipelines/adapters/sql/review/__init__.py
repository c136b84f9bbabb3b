"""What people do with incidents, on SQL, one part per subject."""

from sqlalchemy import Engine

from pipelines.adapters.sql.review.appeals import SqlAppeals
from pipelines.adapters.sql.review.doubles import SqlDoubles
from pipelines.adapters.sql.review.keeping import SqlKeeping
from pipelines.adapters.sql.review.misses import SqlMisses
from pipelines.adapters.sql.review.offers import SqlOffers
from pipelines.adapters.sql.review.precision import SqlPrecision
from pipelines.adapters.sql.review.queue import SqlQueue
from pipelines.adapters.sql.review.rates import SqlRates
from pipelines.adapters.sql.review.samples import SqlSamples
from pipelines.adapters.sql.review.shared_looks import SqlSharedLooks
from pipelines.adapters.sql.review.triage import SqlTriage


class SqlReview(
    SqlQueue,
    SqlTriage,
    SqlMisses,
    SqlPrecision,
    SqlSamples,
    SqlSharedLooks,
    SqlDoubles,
    SqlAppeals,
    SqlOffers,
    SqlKeeping,
    SqlRates,
):
    """`audit.review_ports.ReviewStore` in the database of a `SqlStore`, which brings the schema up."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
