"""Edge smoothing as CartoonGAN and AnimeGAN prepare their style pictures, with OpenCV: every PNG of a folder."""

import argparse
import pathlib

import cv2
import numpy as np


def smooth(picture):
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    near = cv2.dilate(cv2.Canny(gray, 100, 200), np.ones((5, 5), np.uint8))
    blurred = cv2.GaussianBlur(picture, (5, 5), 0)
    return np.where(near[..., None] != 0, blurred, picture)


parser = argparse.ArgumentParser()
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--out", type=pathlib.Path, required=True)
arguments = parser.parse_args()
for file in sorted(arguments.folder.glob("*.png")):
    cv2.imwrite(str(arguments.out / file.name), smooth(cv2.imread(str(file), cv2.IMREAD_COLOR)))
