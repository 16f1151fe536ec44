//! What the store has of a document: bytes in one field, or nothing.

use tantivy::directory::OwnedBytes;
use tantivy::schema::Field;
use tantivy::schema::document::{
    DeserializeError, DocumentDeserialize, DocumentDeserializer, ValueDeserialize,
    ValueDeserializer,
};
use tantivy::store::StoreReader;
use tantivy::{DocAddress, DocId, Searcher};

/// Blocks of each segment's store that are kept.
const BLOCKS: usize = 8;
/// tantivy's code for a value of bytes.
const BYTES: u8 = 4;
/// The bit of a variable-length number's last byte.
const LAST: u8 = 0x80;

/// The stores of all segments.
pub struct Stores(Vec<StoreReader>);

impl Stores {
    /// Of what `searcher` sees.
    pub fn of(searcher: &Searcher) -> anyhow::Result<Self> {
        let segments = searcher.segment_readers().iter();
        let stores: Result<_, _> = segments.map(|s| s.get_store_reader(BLOCKS)).collect();
        Ok(Stores(stores?))
    }

    /// What is stored of a document.
    pub fn read(&self, at: DocAddress) -> anyhow::Result<Stored> {
        match self.0.get(at.segment_ord as usize) {
            Some(store) => Stored::read(store, at.doc_id),
            None => anyhow::bail!("there is no segment {}", at.segment_ord),
        }
    }
}

/// What the store has of a document.
pub struct Stored(Option<(Field, Value)>);

enum Value {
    InPlace(OwnedBytes),
    Copied(Vec<u8>),
}

impl Stored {
    /// Where the document is as all of ours are, its bytes are not copied: tantivy's reader takes them one by one, a
    /// millisecond for a dictionary.
    pub fn read(store: &StoreReader, doc: DocId) -> anyhow::Result<Self> {
        match in_place(store.get_document_bytes(doc)?) {
            Some((field, bytes)) => Ok(Stored(Some((field, Value::InPlace(bytes))))),
            None => Ok(store.get(doc)?),
        }
    }

    /// The bytes in this field.
    pub fn bytes(&self, field: Field) -> Option<&[u8]> {
        let (_, value) = self.0.as_ref().filter(|(f, _)| *f == field)?;
        Some(match value {
            Value::InPlace(bytes) => bytes,
            Value::Copied(bytes) => bytes,
        })
    }
}

/// The one value of a document in tantivy 0.27's form: number of values, field, code of the type, length, bytes.
/// None for any other document.
fn in_place(raw: OwnedBytes) -> Option<(Field, OwnedBytes)> {
    let (values, rest) = number(&raw)?;
    let (field, rest) = rest.split_first_chunk::<4>()?;
    let (code, rest) = rest.split_first()?;
    let (length, rest) = number(rest)?;
    if values != 1 || *code != BYTES || length != rest.len() as u64 {
        return None;
    }
    let field = Field::from_field_id(u32::from_le_bytes(*field));
    let start = raw.len() - rest.len();
    let end = raw.len();
    Some((field, raw.slice(start..end)))
}

/// A number of seven bits a byte, the lower ones first.
fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (i, byte) in bytes.iter().enumerate().take(9) {
        value |= u64::from(byte & !LAST) << (7 * i);
        if byte & LAST != 0 {
            return Some((value, bytes.get(i + 1..)?));
        }
    }
    None
}

struct Bytes(Vec<u8>);

impl ValueDeserialize for Bytes {
    fn deserialize<'de, D: ValueDeserializer<'de>>(from: D) -> Result<Self, DeserializeError> {
        from.deserialize_bytes().map(Bytes)
    }
}

impl DocumentDeserialize for Stored {
    fn deserialize<'de, D>(mut from: D) -> Result<Self, DeserializeError>
    where
        D: DocumentDeserializer<'de>,
    {
        let first = from.next_field::<Bytes>()?;
        Ok(Stored(first.map(|(field, Bytes(bytes))| {
            (field, Value::Copied(bytes))
        })))
    }
}

#[cfg(test)]
mod tests {
    use tantivy::schema::{STORED, Schema};
    use tantivy::{Index, TantivyDocument, doc};

    use super::*;

    #[test]
    fn bytes_are_read_in_place_and_as_tantivy_reads_them() {
        let mut schema = Schema::builder();
        let one = schema.add_bytes_field("one", STORED);
        let two = schema.add_bytes_field("two", STORED);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index
            .writer_with_num_threads::<TantivyDocument>(1, 20_000_000)
            .unwrap();
        let long: Vec<u8> = (0..300_000u32).map(|i| i as u8).collect();
        writer.add_document(doc!(one => &b"short"[..])).unwrap();
        writer.add_document(doc!(two => &long[..])).unwrap();
        writer.add_document(doc!()).unwrap();
        writer
            .add_document(doc!(one => &b"first"[..], two => &b"second"[..]))
            .unwrap();
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let stores = Stores::of(&searcher).unwrap();
        let read = |doc| stores.read(DocAddress::new(0, doc)).unwrap();
        assert!(matches!(read(0).0, Some((_, Value::InPlace(_)))));
        assert_eq!(read(0).bytes(one), Some(&b"short"[..]));
        assert_eq!(read(0).bytes(two), None);
        assert!(matches!(read(1).0, Some((_, Value::InPlace(_)))));
        assert_eq!(read(1).bytes(two), Some(&long[..]));
        assert_eq!(read(2).bytes(one), None);
        assert_eq!(read(3).bytes(one), Some(&b"first"[..]));
        for doc in 0..4 {
            let slow: Stored = searcher.doc(DocAddress::new(0, doc)).unwrap();
            for field in [one, two] {
                assert_eq!(read(doc).bytes(field), slow.bytes(field), "document {doc}");
            }
        }
    }

    #[test]
    fn what_is_no_such_document_is_left_to_tantivy() {
        for raw in [
            &b""[..],
            b"\x81",
            b"\x81\0\0\0\0\x04\x85abc",
            b"\xff\xff\xff",
        ] {
            assert!(in_place(OwnedBytes::new(raw.to_vec())).is_none(), "{raw:?}");
        }
    }
}
