from concurrent.futures import ThreadPoolExecutor

import bank

with ThreadPoolExecutor() as pool:
    print([pool.submit(bank.charge, what).result() for what in ("tea", "pen")])
