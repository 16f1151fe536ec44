//! See the commits to come.
