import json

import bank


def read(text):
    return json.loads(text)


bank.charge("tea")
print(read("[1") + [2])
