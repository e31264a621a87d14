"""Writes the array as text, blanks the brackets and commas, and reads the integers back: exact for integers and lists."""


def flatten_array(array):
    return [int(word) for word in str(array).translate(str.maketrans("[],", "   ")).split()]
