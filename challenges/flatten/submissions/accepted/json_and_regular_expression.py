"""Takes every bracket out of the JSON text and reads the rest as one list."""

import json
import re


def flatten_array(array):
    numbers = re.findall(r"-?\d+", json.dumps(array))
    return json.loads(f"[{','.join(numbers)}]")
