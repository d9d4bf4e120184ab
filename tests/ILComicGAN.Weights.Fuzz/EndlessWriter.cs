namespace ILComicGAN.Weights.Fuzz;

/// <summary>Replaces a weight file again and again, each time with another number in all elements.</summary>
internal static class EndlessWriter
{
    private const int Elements = 40_000;

    public static void Run(string file)
    {
        float[] values = new float[Elements];
        for (int turn = 1; ; turn++)
        {
            Array.Fill(values, turn);
            Safetensors.Write(file, [new WeightTensor("a", [Elements], values), new WeightTensor("b", [1], [turn])]);
            if (turn == 1)
            {
                Console.WriteLine("ready");
            }
        }
    }
}
