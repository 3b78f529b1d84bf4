package dev.coatcheck.example.spring;

import java.math.BigDecimal;

/** What can be bought here. */
enum Product {
    HAT("Felt hat", "39.90"),
    SCARF("Wool scarf", "24.50"),
    GLOVES("Leather gloves", "31.00"),
    UMBRELLA("Umbrella", "18.00");

    private final String title;
    private final BigDecimal price;

    Product(String title, String price) {
        this.title = title;
        this.price = new BigDecimal(price);
    }

    public String title() {
        return title;
    }

    public BigDecimal price() {
        return price;
    }
}
