"""Orders come from a queue; each is charged and acknowledged; what cannot be charged goes to another queue."""

import json
import os
import uuid

import boto3
import requests

WORLD = os.environ["WORLD"]
sqs = boto3.client(
    "sqs",
    endpoint_url=WORLD + "/sqs",
    region_name="eu-west-1",
    aws_access_key_id="a",
    aws_secret_access_key="b",
)
ORDERS = WORLD + "/sqs/orders"
DEAD = WORLD + "/sqs/dead"


class Refused(ValueError):
    def __init__(self, order, reason):
        super().__init__(f"order {order}: {reason}")
        self.order, self.reason = order, reason


def charge(order, cents):
    if cents <= 0:
        raise Refused(order, "nothing to pay")
    answer = requests.post(
        f"{WORLD}/pay/v1/charges",
        json={"order": order, "cents": cents, "charge": f"o{order}"},
        headers={"Idempotency-Key": f"charge-{order}"},
    )
    answer.raise_for_status()
    return answer.json()["id"]


def messages():
    while True:
        found = sqs.receive_message(QueueUrl=ORDERS, MaxNumberOfMessages=1).get("Messages")
        if not found:
            return
        yield from found


done = {}
run = uuid.uuid4()
for message in messages():
    order = json.loads(message["Body"])
    try:
        done[order["order"]] = charge(**order)
    except Refused as refused:
        sent = sqs.send_message(QueueUrl=DEAD, MessageBody=json.dumps({"why": refused.reason}))
        print("dead", sent["MessageId"], refused)
    finally:
        sqs.delete_message(QueueUrl=ORDERS, ReceiptHandle=message["ReceiptHandle"])
    print("handled", order["order"])
print(done, len(str(run)))
