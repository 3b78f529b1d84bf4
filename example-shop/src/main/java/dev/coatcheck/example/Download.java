package dev.coatcheck.example;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The products as a CSV that Shopify imports, where the Collection column puts each product into its collection, and
 * that this shop takes as its catalog. Values that spreadsheets take for formulas ({@code =1+1}) stand in it as they
 * are: what would disarm them there, an apostrophe, would be part of them after the import. The page says so.
 */
final class Download {
    static final String FILE_NAME = "products-with-collections.csv";

    private Download() {}

    static byte[] csv(List<Product> products) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (CsvWriter csv = CsvWriter.builder().build(bytes)) {
            csv.writeRecord("Handle", "Title", "Vendor", "Type", "Tags", "Variant Price", "Collection");
            for (Product product : products) {
                csv.writeRecord(
                        product.handle(),
                        product.title(),
                        product.vendor(),
                        product.type(),
                        String.join(", ", product.tags()),
                        product.price().toPlainString(),
                        product.collection());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
