using CsCheck;

namespace ILComicGAN.Weights.Tests;

/// <summary>Changes bytes of a good file or cuts it off: it is read, or refused with a message, and nothing else happens.</summary>
internal static class Damage
{
    public static void Check(byte[] good, string name)
    {
        using TemporaryFolder folder = new();
        string path = folder.File(name);
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte, Gen.Bool, Gen.Int[0, 5]).Sample(
            (at, value, cut, more) =>
            {
                byte[] bytes = cut ? good[..at] : (byte[])good.Clone();
                for (int i = 0; !cut && i <= more; i++)
                {
                    bytes[(int)((at * (i + 1L)) % bytes.Length)] = (byte)(value + i);
                }

                File.WriteAllBytes(path, bytes);
                try
                {
                    return WeightFile.Read(path).Tensors.Count < int.MaxValue;
                }
                catch (WeightFormatException e)
                {
                    return e.Message.Contains(name, StringComparison.Ordinal);
                }
            },
            iter: 400,
            threads: 1);
    }
}
