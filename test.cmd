@echo off
rem Sets up what is missing, then runs the tests; arguments go to pytest.
setlocal
set launcher=python
where /q py && set launcher=py -3
%launcher% "%~dp0tools\launch.py" test %*
