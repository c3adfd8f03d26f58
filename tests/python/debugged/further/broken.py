import time

x = 1
time.sleep(1)
y = 1 // 0
