"""Values of programs and objects of Python, each as the other."""
