package dev.coatcheck.example;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShopifyExportTest {
    private static final String HEADER = "Handle,Title,Vendor,Type,Tags,Variant Price,Image Src\n";
    private static final String MUG = "mug,Mug,Company 123,,gift,14.00,https://cdn.example/mug.jpg\n";

    @TempDir
    private Path folder;

    @Test
    void severalVariantAndImageRowsAreOneProduct() {
        assertThat(sample(100).get(0))
                .isEqualTo(new Product(
                        1,
                        "gruene-regenjacke",
                        "Grüne Regenjacke",
                        "Müller & Söhne",
                        "Jackets",
                        List.of("rain", "grün", "women"),
                        new BigDecimal("129.00"),
                        3,
                        2,
                        ""));
    }

    private static List<Product> sample(int count) {
        return new ShopifyExport(Sample.file()).products(count);
    }

    @Test
    void anExportWithFewerRowsIsFetchedAsItIs() {
        assertThat(sample(2_999)).hasSize(10);
    }

    @Test
    void noMoreIsFetchedThanAskedFor() {
        assertThat(sample(4)).isEqualTo(sample(100).subList(0, 4));
    }

    @Test
    void mistakesInRowsThatAreNotFetchedAreFoundToo() throws IOException {
        Path file = Files.writeString(folder.resolve("shop.csv"), HEADER + MUG + "bowl,Bowl,,,,cheap,\n");

        assertThatThrownBy(() -> new ShopifyExport(file).products(1)).hasMessageContaining("line 3");
    }

    @Test
    void anImageRowAddsNoVariant() {
        Product jumper = sample(2).get(1);

        assertThat(jumper.variants()).isEqualTo(2);
        assertThat(jumper.images()).isEqualTo(3);
    }

    @Test
    void quotesCommasAndLineBreaksInsideFieldsAreKept() {
        assertThat(sample(100)).extracting(Product::title).contains("Silver Ring, small", "Desk Lamp \"Ødegård\"");
        assertThat(sample(4).get(3).tags()).containsExactly("\"Sterling\" silver", "gift");
    }

    @Test
    void rowsOfAProductMayStandApart() throws IOException {
        List<Product> products =
                fetch(HEADER + MUG + "bowl,Bowl,,,,9,\n" + "mug,,,,,15.00,https://cdn.example/2.jpg\n");

        assertThat(products).extracting(Product::handle).containsExactly("mug", "bowl");
        assertThat(products.get(0).variants()).isEqualTo(2);
        assertThat(products.get(0).price()).isEqualTo("14.00");
    }

    private List<Product> fetch(String csv) throws IOException {
        return fetch(csv.getBytes(UTF_8));
    }

    private List<Product> fetch(byte[] csv) throws IOException {
        return new ShopifyExport(Files.write(folder.resolve("shop.csv"), csv)).products(100);
    }

    @Test
    void aByteOrderMarkIsTolerated() throws IOException {
        assertThat(fetch('\uFEFF' + HEADER + MUG)).hasSize(1);
    }

    @Test
    void columnsMayStandInAnyOrderAmongOthers() throws IOException {
        List<Product> products =
                fetch("Image Src,Status,Tags,Variant Price,Type,Vendor,Title,Handle\n,active,,14,,,Mug,mug\n");

        assertThat(products).extracting(Product::title).containsExactly("Mug");
    }

    @Test
    void productsWithoutAnyImagesNeedNoColumnForThem() throws IOException {
        assertThat(fetch("Handle,Title,Vendor,Type,Tags,Variant Price\nmug,Mug,,,,14\n"))
                .extracting(Product::images)
                .containsExactly(0);
    }

    @Test
    void windowsLineEndsAreTaken() throws IOException {
        assertThat(fetch((HEADER + MUG).replace("\n", "\r\n"))).hasSize(1);
    }

    @Test
    void anEmptyFileIsRefused() {
        assertRefused("", "shop.csv, line 1: expected the header of a Shopify product export");
    }

    private void assertRefused(String csv, String message) {
        assertRefused(csv.getBytes(UTF_8), message);
    }

    private void assertRefused(byte[] csv, String message) {
        assertThatThrownBy(() -> fetch(csv))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aHeaderWithoutProductsIsRefused() {
        assertRefused(HEADER, "shop.csv, line 2: expected a product, found the end of the file");
    }

    @Test
    void missingColumnsAreNamed() {
        assertRefused("Handle,Title,Vendor\na,b,c\n", "line 1: expected the columns of a Shopify product export");
        assertRefused("Handle,Title,Vendor\na,b,c\n", "missing: Type, Tags, Variant Price");
        assertRefused(HEADER.replace(',', ';') + "a;b;c;d;e;1;f\n", "separated by commas");
    }

    @Test
    void anOpenQuoteIsRefusedWithTheLineWhereItsRowBegins() {
        assertRefused(HEADER + MUG + "bowl,\"Bowl,,,,9,\n" + MUG, "expected each quote to be closed");
        assertRefused(HEADER + MUG + "bowl,\"Bowl,,,,9,\n" + MUG, "line 3");
    }

    @Test
    void textAfterAClosingQuoteIsRefusedWithItsLine() {
        assertRefused(HEADER + MUG + "bowl,\"Bowl\" of clay,,,,9,\n", "line 3");
    }

    @Test
    void aQuoteInsideAFieldThatIsNotQuotedIsRefusedWithItsLine() {
        assertRefused(HEADER + MUG + "bowl,Bowl \"of clay,,,,9,\n", "line 3");
    }

    @Test
    void aRowOfAnotherLengthIsRefused() {
        assertRefused(HEADER + MUG + "bowl,Bowl,9\n", "shop.csv, line 3: expected 7 fields as in the header, found 3");
        assertRefused(HEADER + MUG.strip() + ",more\n", "line 2: expected 7 fields as in the header, found 8");
    }

    @Test
    void linesAreCountedInsideQuotesToo() {
        assertRefused(HEADER + "mug,\"A\nmug\",,,,14,\n" + "bowl,Bowl,9\n", "line 4: ");
    }

    @Test
    void bytesThatAreNoUtf8AreRefusedWithTheirLine() {
        byte[] latin1 = (HEADER + MUG + "schüssel,Schüssel,,,,9,\n").getBytes(ISO_8859_1);

        assertRefused(latin1, "shop.csv, line 3: expected UTF-8");
        assertRefused(('\uFEFF' + HEADER + MUG).getBytes(UTF_16LE), "line 1: expected UTF-8");
    }

    @Test
    void aBadByteBehindManyRowsIsFound() {
        String rows = "mug,,,,,15.00,\n".repeat(10_000);
        byte[] latin1 = (HEADER + MUG + rows + "schüssel,Schüssel,,,,9,\n").getBytes(ISO_8859_1);

        assertRefused(latin1, "line 10003: expected UTF-8");
    }

    @Test
    void aRowWithoutHandleOrTitleIsRefused() {
        assertRefused(HEADER + ",Mug,,,,14,\n", "line 2: expected a Handle, found none");
        assertRefused(HEADER + MUG + "bowl,,,,,9,\n", "line 3: expected a Title in the first row of a product");
    }

    @Test
    void aPriceThatIsNoneIsRefused() {
        assertRefused(HEADER + "mug,Mug,,,,\"14,50\",\n", "line 2: expected a Variant Price such as 19.90");
        assertRefused(HEADER + "mug,Mug,,,,-1,\n", "found \"-1\"");
        assertRefused(HEADER + "mug,Mug,,,,1e999999999,\n", "found \"1e999999999\"");
        assertRefused(
                HEADER + MUG + "bowl,Bowl,,,,,\n", "line 3: expected a Variant Price in one of the product's rows");
    }

    @Test
    void aDirectoryOrNothingAtAllIsRefused() {
        assertThatThrownBy(() -> new ShopifyExport(folder))
                .hasMessage("it is a directory; expected a CSV file in UTF-8");
        assertThatThrownBy(() -> new ShopifyExport(folder.resolve("none.csv")))
                .hasMessage("there is no such file; expected a CSV file in UTF-8");
    }

    @Test
    void aFileThatHasGoneSinceIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("shop.csv"), HEADER + MUG);
        ShopifyExport export = new ShopifyExport(file);
        Files.delete(file);

        assertThatThrownBy(() -> export.products(1))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("shop.csv, there is no such file");
    }
}
