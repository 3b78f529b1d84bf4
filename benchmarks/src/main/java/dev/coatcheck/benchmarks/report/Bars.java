package dev.coatcheck.benchmarks.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Paint;
import java.util.function.DoubleFunction;
import java.util.function.Predicate;
import org.jfree.chart.labels.CategoryItemLabelGenerator;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.CategoryDataset;

/** Plain bars in two colours, ours and others', each with its figure at its end. */
final class Bars extends BarRenderer {
    private static final long serialVersionUID = 1;
    private static final Color OURS = new Color(0xC0392B);
    private static final Color OTHERS = new Color(0x8FA3B8);

    private final transient CategoryDataset values;
    private final transient Predicate<String> isOurs;

    Bars(CategoryDataset values, Predicate<String> isOurs, DoubleFunction<String> figure) {
        this.values = values;
        this.isOurs = isOurs;
        setBarPainter(new StandardBarPainter());
        setShadowVisible(false);
        setIncludeBaseInRange(false);
        setBase(0.001);
        setDefaultItemLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        setDefaultItemLabelGenerator(new FigureLabels(figure));
        setDefaultItemLabelsVisible(true);
        setDefaultPositiveItemLabelPosition(new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
    }

    @Override
    public Paint getItemPaint(int row, int column) {
        return isOurs.test(String.valueOf(values.getColumnKey(column))) ? OURS : OTHERS;
    }

    private record FigureLabels(DoubleFunction<String> figure) implements CategoryItemLabelGenerator {
        @Override
        public String generateRowLabel(CategoryDataset dataset, int row) {
            return "";
        }

        @Override
        public String generateColumnLabel(CategoryDataset dataset, int column) {
            return "";
        }

        @Override
        public String generateLabel(CategoryDataset dataset, int row, int column) {
            return figure.apply(dataset.getValue(row, column).doubleValue());
        }
    }
}
