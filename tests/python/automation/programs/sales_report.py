"""Sales are read from a bucket, summed up with pandas, and the report is put beside them."""

import io
import json
import os

import boto3
import pandas as pd
from botocore.config import Config
from botocore.exceptions import ClientError

s3 = boto3.client(
    "s3",
    endpoint_url=os.environ["WORLD"] + "/store",
    region_name="eu-west-1",
    aws_access_key_id="a",
    aws_secret_access_key="b",
    config=Config(
        s3={"addressing_style": "path"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    ),
)


def read(key):
    body = s3.get_object(Bucket="data", Key=key)["Body"].read()
    return pd.read_csv(io.BytesIO(body))


def exists(key):
    try:
        s3.get_object(Bucket="data", Key=key)
    except ClientError as error:
        print("not there:", error.response["Error"]["Code"])
        return False
    return True


sales = read("sales.csv")
print(len(sales), list(sales.columns))
by_region = sales.groupby("region").amount.agg(["sum", "mean"]).round(2)
print(by_region)
for region, row in by_region.iterrows():
    key = f"reports/{region}.json"
    if not exists(key):
        body = json.dumps({"region": region, "sum": float(row["sum"])})
        s3.put_object(Bucket="data", Key=key, Body=body.encode(), ContentType="application/json")
        print("put", key)
total = sum(
    json.loads(s3.get_object(Bucket="data", Key=f"reports/{region}.json")["Body"].read())["sum"]
    for region in by_region.index
)
print(total, sales.amount.sum() == total)
url = s3.generate_presigned_url("get_object", Params={"Bucket": "data", "Key": "sales.csv"})
print(url.partition("?")[0].rpartition("/")[2])
