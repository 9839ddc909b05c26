# SPDX-License-Identifier: Apache-2.0
"""The commands of ``refstore-manage``: each module here is one.

A module has ``NAME``, a docstring that is the command's help, ``add_arguments(parser)`` and
``run(arguments, conf)``, which returns the exit status. ``conf`` is what the module's
``read(config_files)`` returns, if it has one, else the configuration.
"""
