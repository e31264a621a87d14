"""Reads the digits off the array's text one by one: signs are lost and 10 becomes 1, 0.

Caught by: test_flattens_any_array
"""


def flatten_array(array):
    return [int(character) for character in str(array) if character.isdigit()]
