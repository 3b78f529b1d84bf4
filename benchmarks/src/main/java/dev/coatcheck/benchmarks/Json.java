package dev.coatcheck.benchmarks;

import java.util.List;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Jackson with its defaults. */
public final class Json {
    private static final TypeReference<List<Product>> PRODUCTS = new TypeReference<>() {};
    private static final ObjectWriter WRITER = new JsonMapper().writerFor(PRODUCTS);
    private static final ObjectReader READER = new JsonMapper().readerFor(PRODUCTS);

    private Json() {}

    public static byte[] encode(List<Product> products) {
        return WRITER.writeValueAsBytes(products);
    }

    public static List<Product> decode(byte[] json) {
        return READER.readValue(json);
    }
}
