namespace ILComicGAN.Engine.Elementwise;

/// <summary>What is done with an element-wise function of two operands whose type is known when it is compiled.</summary>
internal interface IBinaryUser
{
    void Use<TFunction>()
        where TFunction : struct, IBinaryFunction;
}
