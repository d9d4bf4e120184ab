namespace ILComicGAN.Weights.Files;

/// <summary>Text of a file in a message: on one line, of bounded length, without codes that steer a terminal.</summary>
internal static class Printable
{
    private const int Longest = 100;

    public static string Of(string text)
    {
        string shown = text.Length > Longest ? text[..Longest] + "…" : text;
        return string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '·' : c));
    }
}
