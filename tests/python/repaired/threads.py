from concurrent.futures import ThreadPoolExecutor

import bank

with ThreadPoolExecutor() as pool:
    print(list(pool.map(bank.charge, ["tea", "pen"])))
