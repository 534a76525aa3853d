package org.espalier.format.safetensors;

import java.util.Map;
import java.util.SequencedMap;

/// A checked header.
///
/// @param entries tensors in the order of their bytes
/// @param metadata the free strings of `__metadata__`
/// @param dataStart where tensor bytes begin in the file: 8 + header length
record Header(SequencedMap<String, Entry> entries, Map<String, String> metadata, long dataStart) {}
