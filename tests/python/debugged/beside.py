import sys
import threading
import time

seen = []
held = threading.local()
held.name = "main"


def work(count):
    for n in range(count):
        time.sleep(20)
        seen.append(n)
    print("worked", seen)


def price_of(thing):
    return {"ink": 4}[thing]


def order(thing):
    other = threading.Thread(target=work, args=[2], daemon=sys.argv[1] == "daemon")
    other.start()
    time.sleep(10)
    price = price_of(thing)
    print(thing, price, held.name)
    other.join()
    return price


print(order("pen"), seen)
