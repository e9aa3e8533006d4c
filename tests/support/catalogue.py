"""The perceptron and its catalogue, read once: by these tests are varied as they are collected."""

from grader.authoring.catalogue import load_catalogue
from grader.course.find import find_course
from support.project import ROOT

ASSIGNMENT = find_course(ROOT, ROOT).assignment("perceptron")
MISTAKES, VARIANTS = load_catalogue(ASSIGNMENT)
