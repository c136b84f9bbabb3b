"""The kinds of personal data that are recognised, by the names that rules and results use."""

KINDS = (
    "cn_id",
    "cn_mobile",
    "cn_landline",
    "bank_card",
    "cn_passport",
    "plate",
    "uscc",
    "person_name",
    "address",
    "email",
    "wechat",
    "qq",
    "ip",
    "amount_of_debt",
)
