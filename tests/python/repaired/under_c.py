import re

import bank

print(re.sub("[a-z]+", lambda found: bank.charge(found.group()), "tea pen"))
