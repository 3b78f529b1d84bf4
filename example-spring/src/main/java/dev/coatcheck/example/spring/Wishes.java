package dev.coatcheck.example.spring;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Titles of products that a visitor would like to have: an attribute as applications have had them for many years. */
public class Wishes implements Serializable {
    private static final long serialVersionUID = 1;

    private final ArrayList<String> titles = new ArrayList<>();

    void add(String title) {
        if (!titles.contains(title)) {
            titles.add(title);
        }
    }

    public List<String> titles() {
        return List.copyOf(titles);
    }
}
