//! People: names, titles, and which mention is whom.
