package dev.coatcheck.example;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes products of a Shopify product export's rows. The first row of a handle says what the product is; it and the
 * further ones add a variant, an image, or both. Not thread-safe.
 */
final class ProductRows {
    /** Without these there is no product. Images are only counted, so a file without them will do. */
    private static final List<String> COLUMNS = List.of("Handle", "Title", "Vendor", "Type", "Tags", "Variant Price");

    private static final Pattern PRICE = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,4})?");

    private final List<String> header;
    private final int count;
    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final Set<String> passedOver = new HashSet<>();

    /** A product of which more rows may come. Keeps no row: its description may be long. */
    private static final class Draft {
        final Product product;
        final long line;

        @Nullable
        BigDecimal price;

        int variants;
        int images;

        Draft(Product product, long line) {
            this.product = product;
            this.line = line;
        }

        Product finished() {
            if (price == null) {
                throw CatalogException.atLine(
                        line, "expected a Variant Price in one of the product's rows, found none");
            }
            return product.with(price, variants, images);
        }
    }

    ProductRows(CsvRecord header, int count) {
        this.header = header.getFields();
        this.count = count;
        List<String> missing =
                COLUMNS.stream().filter(column -> !this.header.contains(column)).toList();
        if (!missing.isEmpty()) {
            throw at(
                    header,
                    "expected the columns of a Shopify product export, separated by commas, with at least "
                            + String.join(", ", COLUMNS) + "; missing: " + String.join(", ", missing));
        }
    }

    private static CatalogException at(CsvRecord row, String message) {
        return CatalogException.atLine(row.getStartingLineNumber(), message);
    }

    void add(CsvRecord row) {
        if (row.getFieldCount() != header.size()) {
            throw at(row, "expected " + header.size() + " fields as in the header, found " + row.getFieldCount());
        }
        String handle = field(row, "Handle");
        if (handle.isEmpty()) {
            throw at(row, "expected a Handle, found none");
        }
        Draft draft = drafts.get(handle);
        if (draft == null && !passedOver.contains(handle)) {
            requireTitle(row);
            draft = begin(handle, row);
        }
        addVariantAndImage(row, draft);
    }

    private @Nullable Draft begin(String handle, CsvRecord row) {
        if (drafts.size() == count) {
            passedOver.add(handle);
            return null;
        }
        Draft draft = new Draft(product(row), row.getStartingLineNumber());
        drafts.put(handle, draft);
        return draft;
    }

    /** An export has no ids, so the place in it serves. */
    private Product product(CsvRecord row) {
        return new Product(
                drafts.size() + 1,
                field(row, "Handle"),
                field(row, "Title"),
                field(row, "Vendor"),
                field(row, "Type"),
                tags(field(row, "Tags")),
                BigDecimal.ZERO,
                0,
                0,
                "");
    }

    private static List<String> tags(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .distinct()
                .toList();
    }

    /** Empty where the file has no such column. */
    private String field(CsvRecord row, String column) {
        int index = header.indexOf(column);
        return index < 0 ? "" : row.getField(index).strip();
    }

    private void requireTitle(CsvRecord row) {
        if (field(row, "Title").isEmpty()) {
            throw at(row, "expected a Title in the first row of a product, found none");
        }
    }

    private void addVariantAndImage(CsvRecord row, @Nullable Draft draft) {
        Optional<BigDecimal> price = price(row);
        if (draft == null) {
            return;
        }
        if (price.isPresent()) {
            draft.price = draft.variants == 0 ? price.get() : draft.price;
            draft.variants++;
        }
        if (!field(row, "Image Src").isEmpty()) {
            draft.images++;
        }
    }

    private Optional<BigDecimal> price(CsvRecord row) {
        String text = field(row, "Variant Price");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!PRICE.matcher(text).matches()) {
            String shown = text.length() <= 40 ? text : text.substring(0, 40) + "...";
            throw at(row, "expected a Variant Price such as 19.90, found \"" + shown + "\"");
        }
        return Optional.of(new BigDecimal(text));
    }

    /** In the order of their first rows; never empty. */
    List<Product> products() {
        if (drafts.isEmpty()) {
            throw CatalogException.atLine(2, "expected a product, found the end of the file");
        }
        return drafts.values().stream().map(Draft::finished).toList();
    }
}
