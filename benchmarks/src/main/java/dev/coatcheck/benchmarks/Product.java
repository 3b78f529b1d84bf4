package dev.coatcheck.benchmarks;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;

/** What sessions hold here; some 220 bytes of JSON. Serializable for the peers that use Java's serialization. */
public record Product(
        long id, String handle, String title, String vendor, String type, List<String> tags, BigDecimal price)
        implements Serializable {}
