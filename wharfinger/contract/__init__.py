# SPDX-License-Identifier: Apache-2.0
"""What a group's drivers promise, and whether they keep it.

Pure functions of the model: finding a group's interface, deriving its features, judging
each driver, ranking facts. Nothing here reads a file.
"""
