#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| morgue_fuzz::format("jsonl", data));
