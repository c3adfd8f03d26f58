import sqlite3
import sys
import time

database = sqlite3.connect(sys.argv[1] + "/database")
cursor = database.cursor()
cursor.execute("select 1")
time.sleep(3600)
print(cursor.fetchall(), database)
