//! What morgue itself wrote: a list saved inside the archive must not come back as articles that nobody published.

use crate::decode;

/// True when these first bytes are of a list of hits or a concordance, in any of the forms they are written in.
///
/// Not known is a list under a query so long that it fills the head.
pub fn is_one(head: &[u8]) -> bool {
    let head = decode::peek(head);
    // The heading of every table, page and bibliography.
    if head.contains("index version") && head.contains("articles in archive") {
        return true;
    }
    // The same in JSON, where a list of queries may be longer than this.
    if head.starts_with('{') && head.contains("\"index_version\":") && head.contains("\"total\":") {
        return true;
    }
    // The columns of a concordance.
    if head.starts_with("id,path,record,headline,") {
        return true;
    }
    head.starts_with(['{', '[']) && head.contains("\"path\":") && has_hit(&head)
}

/// True when a hit begins here: its place in the archive and then its headline. What `extract` prints has the id
/// between the two, and is an article to be read.
fn has_hit(json: &str) -> bool {
    let json: String = json.split_whitespace().collect();
    json.split("\"record\":").skip(1).any(|rest| {
        rest.trim_start_matches(|c: char| c.is_ascii_digit())
            .starts_with(",\"headline\":")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_told_from_articles() {
        for list in [
            "# query: ice\n# archive: /a\n# index version: 4\n# articles in archive: 51\n",
            "{\"version\":1,\"query\":\"ice\",\"hits\":[\n{\"path\":\"a\",\"record\":12,\"headline\":\"Ice\"",
            "{\n  \"hits\": [\n    {\n      \"path\": \"a\",\n      \"record\": 0,\n      \"headline\": \"Ice\"",
            "id,path,record,headline,published\n",
            "{\"version\":1,\"total\":3,\"folded\":0,\"archive\":\"/a\",\"index_version\":4,\"queries\":[",
        ] {
            assert!(is_one(list.as_bytes()), "{list}");
        }
        for article in [
            "{\"path\":\"a.txt\",\"record\":0,\"id\":\"a.txt#0\",\"headline\":\"Ice\",\"body\":\"Shut.\"}",
            "{\"record\":7,\"headline\":\"Ice\",\"text\":\"Shut.\"}",
            "The index version of the treaty was lost.",
            "id,headline,text\n",
        ] {
            assert!(!is_one(article.as_bytes()), "{article}");
        }
    }
}
