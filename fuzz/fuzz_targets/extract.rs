#![no_main]

use trepunkt_core::source::SourceKind;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trepunkt_fuzz::check(bytes, Some(SourceKind::EindkomstPersum)));
