import bank

log = []


class Room:
    def __enter__(self):
        log.append("in")
        return self

    def __exit__(self, *error):
        log.append("out")


def pay(what):
    try:
        with Room():
            log.append(bank.charge("tea"))
            print("then", what)
            log.append(bank.charge(what))
    finally:
        log.append("left")


pay("pen")
print(log)
