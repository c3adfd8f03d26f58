import bank


class Refused(Exception):
    pass


def pay(what):
    try:
        return bank.charge(what)
    except ConnectionError as error:
        raise Refused(what) from error


print([pay(what) for what in ("tea", "pen")])
