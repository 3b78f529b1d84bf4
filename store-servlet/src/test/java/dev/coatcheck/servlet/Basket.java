package dev.coatcheck.servlet;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** What an application has always put into its sessions: it can be changed, and is serialisable. */
final class Basket implements Serializable {
    private static final long serialVersionUID = 1;

    private final ArrayList<String> coats = new ArrayList<>();

    Basket with(String coat) {
        coats.add(coat);
        return this;
    }

    List<String> coats() {
        return coats;
    }

    /** Not compared by its contents, as most such classes are not. */
    @Override
    public String toString() {
        return "basket of " + coats.size();
    }
}
