"""Functions and classes that are defined again: old instances, old closures and frames stay."""

from stopping import stop


class Account:
    version = 1

    def __init__(self, balance):
        self.balance = balance

    def show(self):
        return f"v1 {self.balance}"


old = Account(10)
old_class = Account
old_method = old.show


def rate():
    return 1


def uses_rate():
    return stop(rate())


keeps = rate
print(old.show(), uses_rate())


class Account:
    version = 2

    def __init__(self, balance, owner="nobody"):
        self.balance, self.owner = balance, owner

    def show(self):
        return f"v2 {self.balance} {self.owner}"


def rate():
    return 2


new = Account(20, "ann")
stop()
print(
    old.show(), new.show(), type(old) is old_class, type(old) is Account, isinstance(old, Account)
)
print(old_method(), uses_rate(), keeps(), keeps is rate, type(old).version, Account.version)
old.__class__ = Account
stop()
try:
    old.show()
except AttributeError as error:
    print(type(error).__name__)
old.owner = "bob"
print(old.show(), old_method.__self__ is old)
Account.show = lambda self: f"patched {stop(self.balance)}"
print(old.show(), new.show(), old_class(5).show())


def running():
    global running
    before = running

    def running():
        return "the new one"

    stop()
    return before is not running, running()


first = running
print(running(), running(), first is running)
for i in range(2):

    def in_loop():
        return i

    class InLoop:
        number = i

    if i == 0:
        kept_function, kept_class = in_loop, InLoop
    stop()
print(kept_function(), in_loop(), kept_class.number, InLoop.number, kept_class is InLoop)
if stop(True):

    def chosen():
        return "then"

else:

    def chosen():
        return "else"


try:
    import nothing_such
except ImportError:
    nothing_such = None
print(chosen(), nothing_such)
Account.__init__.__defaults__ = ("changed",)
Account.added = property(lambda self: stop(self.owner))
print(Account(1).added)
