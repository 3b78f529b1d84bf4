package dev.coatcheck.example;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** The project's own export: ten products in 21 rows. */
final class Sample {
    private Sample() {}

    static Path file() {
        try {
            return Path.of(Objects.requireNonNull(Sample.class.getResource("/sample-products.csv"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
