using System.Globalization;
using System.Text;

namespace ILComicGAN.Cli;

/// <summary>
/// A table of plain text. Lines are never broken within cells: in a file or a pipe each row is one line, and on a terminal that
/// is too narrow each row becomes a block with a line for each cell.
/// </summary>
/// <param name="headings">Of the columns; those that begin with “>” are aligned to the right.</param>
internal sealed class TextTable(params string[] headings)
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <summary>Writes it to the terminal, or whatever stands for it.</summary>
    public void Write() => Console.Write(ToText(Console.IsOutputRedirected ? int.MaxValue : Console.WindowWidth is > 0 and var width ? width : 80));

    /// <summary>The table for a terminal of a width.</summary>
    public string ToText(int width)
    {
        string[] names = [.. headings.Select(heading => heading.TrimStart('>'))];
        int[] widths = [.. names.Select((name, i) => _rows.Select(row => Width(row[i])).Append(Width(name)).Max())];
        StringBuilder text = new();
        if (widths.Sum() + (Gap.Length * (widths.Length - 1)) <= width)
        {
            Line(names);
            foreach (string[] row in _rows)
            {
                Line(row);
            }

            return text.ToString();
        }

        int longest = names.Skip(1).Max(Width);
        foreach (string[] row in _rows)
        {
            text.AppendLine(row[0]);
            for (int i = 1; i < row.Length; i++)
            {
                if (row[i].Length == 0)
                {
                    continue;
                }

                text.Append(Gap).Append(Padded(names[i], longest, right: false)).Append(Gap).AppendLine(row[i]);
            }
        }

        return text.ToString();

        void Line(string[] cells) =>
            text.AppendLine(string.Join(Gap, cells.Select((cell, i) => Padded(cell, widths[i], headings[i].StartsWith('>')))).TrimEnd());
    }

    private static string Padded(string cell, int width, bool right)
    {
        string space = new(' ', Math.Max(0, width - Width(cell)));
        return right ? space + cell : cell + space;
    }

    private static int Width(string text) => new StringInfo(text).LengthInTextElements;
}
