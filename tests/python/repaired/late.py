from perdure import program

print(program.receive(timeout=60))
