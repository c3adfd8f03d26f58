import bank

print("begin")
done = [bank.charge("tea")]
done.append(bank.charge("pen"))
print(done)
