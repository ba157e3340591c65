from ..analyzers import findings
def main(): print("hi", findings)
