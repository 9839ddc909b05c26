# SPDX-License-Identifier: Apache-2.0
"""The symptoms: a module for each part of a project's set-up.

Each is given a :class:`~wharfinger.doctor.project.Project`. Its docstring is what users read.
"""
