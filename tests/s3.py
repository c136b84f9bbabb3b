"""A real S3 server on loopback: objects, buckets and multipart uploads over HTTP."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import s3fs
from moto.server import ThreadedMotoServer


@contextmanager
def s3_server() -> Iterator[Mapping[str, str]]:
    """The variables by which its clients find it."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "access",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
    finally:
        server.stop()
        s3fs.S3FileSystem.clear_instance_cache()


def make_bucket(name: str) -> str:
    s3fs.S3FileSystem().mkdir(name)
    return f"s3://{name}"
