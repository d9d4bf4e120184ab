using System.Globalization;
using System.Text;

namespace ILComicGAN.Training.Settings;

/// <summary>Shows text that somebody else wrote: a name cannot end a line, color the terminal or turn the direction of writing.</summary>
public static class PlainText
{
    /// <summary>The text with characters that do not show written as “\u202E”, cut off after <paramref name="most"/> characters.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="most">The most characters.</param>
    public static string Of(string text, int most = int.MaxValue)
    {
        StringBuilder plain = new();
        foreach (char letter in text)
        {
            if (plain.Length >= most)
            {
                return plain.Append('…').ToString();
            }

            // A surrogate pair (an emoji) is two of these; halves alone cannot be told apart from here and do no harm.
            if (char.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                plain.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}");
            }
            else
            {
                plain.Append(letter);
            }
        }

        return plain.ToString();
    }
}
