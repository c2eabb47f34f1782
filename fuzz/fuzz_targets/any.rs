#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trepunkt_fuzz::check(bytes, None));
