"""Runs the unittest cases of the calling file and closes with `N passed, N failed`."""
import os
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "bin"))
sys.path.insert(0, os.path.join(ROOT, "bin", "lib"))
sys.dont_write_bytecode = True


def main():
    program = unittest.main(module="__main__", exit=False, verbosity=1)
    result = program.result
    broken = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - broken} passed, {broken} failed", flush=True)
    sys.exit(0 if result.wasSuccessful() else 1)
