#!/usr/bin/env bash
# make lint: formatting, lints and policy, without running the program.
source "$(dirname "$0")/setup.sh"
source scripts/steps.sh
source scripts/checks.sh
need_cargo
! has_web || npm_ci web
lint_steps
total
