"""
Tries: answer every later import with a module of its own.
Must see: values judged on the grader's side.
Control: naive imports_checker
"""

import importlib.machinery
import sys


class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, Finder)

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        module.check = module.dumps = module.loads = lambda *args: True


sys.meta_path.insert(0, Finder)
